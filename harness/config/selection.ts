import { findKinds } from '../../contract/kinds.ts';
import { LAYERS } from '../../contract/types.ts';
import type { Kind, Layer } from '../../contract/types.ts';
import type { Selection } from '../run/plan.ts';
import type { Shard } from '../model/report.ts';
import type { Reader } from './reader.ts';
import { UsageError, didYouMean } from '../errors/usage.ts';

/** @param known the kinds that there are; without `--kind`, all of them are selected */
export const readSelection = (read: Reader, known: readonly Kind[]): Selection => ({
  kinds: selectedKinds(read, known),
  layers: readLayers(read),
  only: read.list('only'),
});

/** `--shard N/M`. */
export function readShard(read: Reader): Shard | undefined {
  const given = read.text('shard');
  if (given === undefined) return undefined;
  const [index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(given.trim()) ?? []).slice(1).map(Number);
  if (index >= 1 && index <= of) return { index, of };
  throw new UsageError(
    `${read.from('shard')}: "${given}" is no N/M with N from 1 to M, and M at most 9999, such as 1/4`,
  );
}

function selectedKinds(read: Reader, known: readonly Kind[]): Kind[] {
  if (read.rank('kind') === Infinity) return [...known];
  const kinds = read.list('kind').flatMap((name) => {
    const kinds = findKinds(name, known);
    if (kinds.length > 0) return kinds;
    throw new UsageError(
      unknown(
        read,
        'kind',
        name,
        known.map(({ singular }) => singular),
      ),
    );
  });
  return known.filter((kind) => kinds.includes(kind));
}

function readLayers(read: Reader): Layer[] {
  const names = read.list('layers');
  for (const name of names)
    if (!LAYERS.some((layer) => layer === name)) throw new UsageError(unknown(read, 'layers', name, LAYERS, 'layer'));
  return LAYERS.filter((layer) => names.includes(layer));
}

const unknown = (read: Reader, flag: string, name: string, names: readonly string[], what = flag): string =>
  `${read.from(flag)}: unknown ${what} "${name}"${didYouMean(name, names)}: there are ${names.join(', ')}`;
