/** A file on its way: what of it is here, wherever that is kept. */

export interface FilePart {
  /** bytes that are here */
  size(): Promise<number>;
  /** what is here, in pieces, from the start */
  read(): AsyncIterable<Uint8Array>;
  /** Puts bytes behind those that are here. Throws what the place throws, such as LabError `storage-full`. */
  append(bytes: Uint8Array): Promise<void>;
  /** Forgets all of it, its tag too. */
  clear(): Promise<void>;
  /** What the server called the version that is here; null where it said nothing, or nothing is here. */
  tag(): Promise<string | null>;
  setTag(tag: string | null): Promise<void>;
  /** Whether it is all here and was found right. */
  isWhole(): Promise<boolean>;
  /** It is all here and right; nothing more comes. */
  finish(): Promise<void>;
  /** Lets go of the place, for now. */
  close(): Promise<void>;
}
