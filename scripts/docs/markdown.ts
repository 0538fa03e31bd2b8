/** The little Markdown that the generated pages are made of. */

/** A page with its title, what it is, and where it comes from. */
export function page(title: string, about: string, source: string, parts: readonly string[]): string {
  const origin = `Made from ${source} by \`npm run docs\`; change the code, not this page.`;
  return [`# ${title}`, about, origin, ...parts].join('\n\n');
}

/** A table; cells may hold anything but line breaks. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
