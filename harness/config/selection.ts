import { KINDS, findKinds } from '../../contract/kinds.ts';
import { LAYERS } from '../../contract/types.ts';
import type { Kind, Layer } from '../../contract/types.ts';
import type { Selection } from '../run/plan.ts';
import type { Reader } from './reader.ts';
import { UsageError, didYouMean } from './usage.ts';

export const readSelection = (read: Reader): Selection => ({
  kinds: readKinds(read),
  layers: readLayers(read),
  only: read.list('only'),
});

function readKinds(read: Reader): Kind[] {
  const kinds = read.list('kind').flatMap((name) => {
    const kinds = findKinds(name);
    if (kinds.length > 0) return kinds;
    throw new UsageError(
      unknown(
        read,
        'kind',
        name,
        KINDS.map(({ singular }) => singular),
      ),
    );
  });
  return KINDS.filter((kind) => kinds.includes(kind));
}

function readLayers(read: Reader): Layer[] {
  const names = read.list('layers');
  for (const name of names)
    if (!LAYERS.some((layer) => layer === name)) throw new UsageError(unknown(read, 'layers', name, LAYERS, 'layer'));
  return LAYERS.filter((layer) => names.includes(layer));
}

const unknown = (read: Reader, flag: string, name: string, names: readonly string[], what = flag): string =>
  `${read.from(flag)}: unknown ${what} "${name}"${didYouMean(name, names)}: there are ${names.join(', ')}`;
