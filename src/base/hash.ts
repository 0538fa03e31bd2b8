/**
 * Content hashes. Synchronous and the same in a worker, a tab and Node, which `crypto.subtle` is not (it is
 * asynchronous, and missing on plain-http pages), so a hash can be taken in the middle of a generation.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { compareTexts } from './order.ts';

/** SHA-256 of some bytes, as 64 lower-case hex digits. */
export function hashBytes(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** SHA-256 of a text's UTF-8 form, as 64 lower-case hex digits. */
export function hashText(text: string): string {
  return hashBytes(new TextEncoder().encode(text));
}

/**
 * SHA-256 of a JSON value, independent of the order in which object keys were written.
 * `undefined` members are left out, as JSON.stringify does.
 */
export function hashJson(value: unknown): string {
  return hashText(canonicalJson(value));
}

/** JSON with object keys in the order of compareTexts, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareTexts(a, b)));
  });
}
