/** Seeds are derived, so that one requirement judged alone draws the same inputs as in a full run. */

/** FNV-1a hash of 32 bits, as a signed number, which fast-check takes as a seed. */
export function derivedSeed(seed: number, ...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from([seed, ...parts].join('\n'))) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}
