/**
 * What an organelle is called: a short pronounceable name made from the hash of its first weights, the same for ever.
 * 80 × 80 names of two syllables each, with a third syllable for every other hash, so that namesakes are rare.
 */
const ONSETS = ['b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z', 'j'];
const VOWELS = ['a', 'e', 'i', 'o', 'u'];
const CODAS = ['', '', 'n', 'l', 'r', 's', 'm', ''];

/** @param weightsHash hex content hash of the organelle's weights at birth */
export function nameOf(weightsHash: string): string {
  const byte = (index: number) => parseInt(weightsHash.slice(index * 2, index * 2 + 2), 16);
  const syllable = (index: number) => ONSETS[byte(index) % 16]! + VOWELS[byte(index + 1) % 5]!;
  const count = byte(6) % 2 === 0 ? 2 : 3;
  let name = '';
  for (let i = 0; i < count; i++) name += syllable(2 * i);
  name += CODAS[byte(7) % 8]!;
  return name[0]!.toUpperCase() + name.slice(1);
}
