/** The experiment files that come with the lab, bundled into its worker as text. */
const files = import.meta.glob<string>('../../experiments/*.yaml', { query: '?raw', import: 'default', eager: true });

/** Texts by name, the file's name without its ending. */
export const PRESET_TEXTS: ReadonlyMap<string, string> = new Map(
  Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.yaml$/g, ''), text]),
);
