/**
 * Zod compiles its object schemas with `new Function` where it may, and tries whether it may when the first is made. The
 * content security policy refuses that, so our code gets zod already told to do without.
 */
import type { Plugin } from 'vite';

const standIn = '\0evolora:zod';
const source = `import { z } from 'zod'; z.config({ jitless: true }); export { z };`;

export function schemasWithoutEval(): Plugin {
  return {
    name: 'evolora:schemas-without-eval',
    enforce: 'pre',
    resolveId(id, importer) {
      return id === 'zod' && importer !== standIn && !importer?.includes('node_modules') ? standIn : undefined;
    },
    load(id) {
      return id === standIn ? source : undefined;
    },
  };
}
