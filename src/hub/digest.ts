/** A file's hash, taken as its bytes come. */
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { HubFile } from './repository.ts';

export interface Digest {
  update(bytes: Uint8Array): void;
  /** Whether what came is the file that the hub listed; true where it listed no hash. Ends it. */
  fits(): boolean;
}

/** By SHA-256 where the hub tells it, else by git's hash of a blob, which is its SHA-1 behind a header with its length. */
export function digestOf({ bytes, sha256: large, git }: HubFile): Digest {
  const expected = large ?? git;
  if (expected === undefined) return { update: () => undefined, fits: () => true };
  const hash = large === undefined ? sha1.create() : sha256.create();
  if (large === undefined) hash.update(utf8ToBytes(`blob ${bytes}\0`));
  return { update: (more) => void hash.update(more), fits: () => bytesToHex(hash.digest()) === expected };
}
