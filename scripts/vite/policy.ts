/**
 * Writes the content security policy into the built page, before anything that it rules. Not while developing: Vite's own
 * reloading runs a script that stands in the page.
 */
import type { Plugin } from 'vite';
import { pagePolicy } from '../lib/policy.mjs';

export function policy(): Plugin {
  return {
    name: 'evolora:policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: pagePolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}
