/** Programs of Go that the legs build. */
import { ask, build, cache, source } from './process.ts';

const GO = [1, 26] as const;
/** Use the installed toolchain; go would download another one for the module. */
const GO_ENV = { GOTOOLCHAIN: 'local' };

export async function missingGo(): Promise<string | undefined> {
  const version = /go(\d+)\.(\d+)/.exec((await ask('go', ['env', 'GOVERSION'], GO_ENV)) ?? '');
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  return major > GO[0] || (major === GO[0] && minor >= GO[1]) ? undefined : `Go ${GO.join('.')} or newer`;
}

export interface Program {
  /** The folder of its module, below `targets/`. */
  module: readonly string[];
  /** Where the binary goes, below `.cache/`. */
  binary: readonly string[];
  /** The package to build; default: that of the folder. */
  what?: string;
  /** The file in that folder which says the versions of all modules; default: go.mod. */
  versions?: string;
}

/** Builds a program (minutes at first, later a second) and returns the path of its binary. */
export async function built({ module, binary, what = '.', versions = 'go.mod' }: Program): Promise<string> {
  const file = cache(...binary);
  await build(
    'go',
    ['build', `-modfile=${versions}`, '-trimpath', '-ldflags=-s -w', '-o', file, what],
    source(...module),
    GO_ENV,
  );
  return file;
}

/** Downloads a module, and returns the folder that it lies in. */
export async function downloaded(module: string): Promise<string> {
  const answer = await ask('go', ['mod', 'download', '-json', module], GO_ENV);
  return (JSON.parse(answer ?? '{}') as { Dir: string }).Dir;
}
