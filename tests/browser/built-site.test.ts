/** What any static server gets to serve: addresses that work under every sub-path, and nothing twice. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builds } from '../../scripts/lib/build.mjs';
import { inRepository } from '../../scripts/lib/paths.mjs';

const folder = inRepository(builds.site.folder);
const assets = readdirSync(join(folder, 'assets'));

describe('the built site', () => {
  it('has only relative addresses in its page', () => {
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    const addresses = [...page.matchAll(/\b(?:src|href)="([^"]*)"/g)].map((match) => match[1]!);
    expect(addresses.some((address) => address.endsWith('.js'))).toBe(true);
    expect(addresses.filter((address) => !/^(\.\/|data:)/.test(address))).toEqual([]);
  });

  it('holds no file twice, and of ONNX Runtime only the two builds the lab uses', () => {
    const hashes = assets.map((name) => hashOf(join(folder, 'assets', name)));
    expect(assets.filter((_, i) => hashes.indexOf(hashes[i]!) !== i)).toEqual([]);
    const wasm = assets.filter((name) => name.endsWith('.wasm')).map((name) => name.replace(/-[\w-]{8}\.wasm$/, ''));
    const used = ['ort-wasm-simd-threaded', 'ort-wasm-simd-threaded.asyncify'];
    expect(wasm.filter((name) => !used.includes(name))).toEqual([]);
  });

  it('has no .mjs file, which some servers do not call JavaScript', () => {
    expect(assets.filter((name) => name.endsWith('.mjs'))).toEqual([]);
  });

  it('holds React as people need it, also when tests had it built', () => {
    const page = assets.filter((name) => /^index-.*\.js$/.test(name));
    expect(page).toHaveLength(1);
    const text = readFileSync(join(folder, 'assets', page[0]!), 'utf8');
    expect(text.includes('Invalid hook call. Hooks can only')).toBe(false); // said by React for development alone
  });

  it('contains the micro host unchanged', () => {
    const model = 'hosts/micro/onnx/model.onnx';
    expect(hashOf(join(folder, model))).toBe(hashOf(inRepository('public', model)));
  });
});

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
