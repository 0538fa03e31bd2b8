/** What the documents are made of, as far as tests hold it against the repository. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inRepository, repositoryRoot } from '../../scripts/lib/paths.mjs';

/** Paths of the repository's files, relative to its root: those that git keeps and those that it does not ignore. */
export function repositoryFiles(...patterns: string[]): string[] {
  const arguments_ = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...patterns];
  const listed = execFileSync('git', arguments_, { cwd: repositoryRoot, encoding: 'utf8' });
  return [...new Set(listed.split('\0').filter(Boolean))].sort();
}

export function readRepositoryFile(path: string): string {
  return readFileSync(inRepository(path), 'utf8');
}

/** A fenced block of code. */
export interface CodeBlock {
  language: string;
  /** Named by a comment in its first line, `// src/…`; null when there is none. */
  path: string | null;
  /** Without that line. */
  code: string;
}

export function codeBlocksOf(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^( *)```(\w*)\n([^]*?)^\1```$/gm)].map(([, indent, language, body]) => {
    const lines = body!.split('\n').map((line) => line.slice(line.startsWith(indent!) ? indent!.length : 0));
    const path = /^(?:\/\/|\{?\/\*) (\S+\.\w+)(?: \*\/\}?)?$/.exec(lines[0]!)?.[1] ?? null;
    return { language: language!, path, code: (path === null ? lines : lines.slice(1)).join('\n').trimEnd() };
  });
}

/** The text without its code: fenced blocks are emptied, lines keep their numbers; spans in backticks stay or go. */
export function proseOf(markdown: string, { spans = true }: { spans?: boolean } = {}): string {
  const prose = markdown.replace(/^( *)```\w*\n[^]*?^\1```$/gm, (block) => block.replace(/[^\n]/g, ''));
  return spans ? prose : prose.replace(/`[^`\n]*`/g, '');
}
