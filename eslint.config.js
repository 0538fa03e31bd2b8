/**
 * The linter keeps what reviews forget: imports only go down (scripts/lint/import-direction.mjs), the engine has no
 * clock and no chance of its own, and a file holds one idea.
 */
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { importDirection, pureRooms } from './scripts/lint/import-direction.mjs';

const pureFiles = pureRooms.map((room) => `src/${room}/**/*.ts`);

/** What knows the page, the process, the network, the clock or chance. */
const impureGlobals = [
  ...['window', 'document', 'navigator', 'location', 'localStorage', 'sessionStorage', 'indexedDB', 'caches'],
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'Worker', 'self', 'postMessage', 'requestAnimationFrame'],
  ...['process', 'Buffer', 'require', 'Date', 'performance', 'crypto'],
].map((name) => ({
  name,
  message: 'core to evaluation run unchanged everywhere: hand in from outside what they need.',
}));

/** What hides what a line does. */
const hardToRead = [
  {
    selector: 'ObjectExpression > SpreadElement > ObjectExpression',
    message: 'Write the properties themselves: a spread of a literal says nothing more.',
  },
  {
    selector: [
      ':not(ExpressionStatement, ForStatement, SequenceExpression) > AssignmentExpression',
      ':not(ForStatement) > SequenceExpression > AssignmentExpression',
    ].join(', '),
    message: 'An assignment is a statement of its own, not a part of an expression.',
  },
  {
    selector: 'ConditionalExpression ConditionalExpression ConditionalExpression',
    message: 'Conditional expressions nest two deep at most: name a part, or return early.',
  },
];

export default defineConfig(
  globalIgnores([
    'dist/',
    'dist-test/',
    'dist-scripted/',
    'dist-cli/',
    'src/host/dist/',
    'runs/',
    'coverage/',
    'public/',
    'docs/',
    'tests/golden/',
    'tests/fixtures/',
  ]),
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    rules: {
      'no-undef': 'off', // the type checker knows better
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx', 'workers/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/require-await': 'off', // an interface may be asynchronous where one of its makers is not
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['{src,workers,tests,bench,scripts}/**/*.{ts,tsx,mjs}'],
    plugins: { evolora: { rules: { 'import-direction': importDirection } } },
    rules: { 'evolora/import-direction': 'error' },
  },
  { files: ['**/*.{ts,tsx,mjs,js}'], rules: { 'no-restricted-syntax': ['error', ...hardToRead] } },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx', 'workers/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: pureFiles,
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: "Use random(seed, 'purpose', …) of src/core/random.ts." },
      ],
    },
  },
  { files: ['src/ui/**/*.ts', 'src/ui/**/*.tsx'], extends: [reactHooks.configs.flat.recommended] },
  { files: ['**/*.mjs', '**/*.js'], languageOptions: { globals: globals.node } },
);
