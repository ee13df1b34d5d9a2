import { OPTIONS } from './options.ts';
import type { Reader } from './reader.ts';

/** What a run reads and writes besides the target. */
export interface Output {
  /** The folder of the report. */
  out: string;
  /** The further formats of the report that were asked for, by their flags. */
  formats: readonly string[];
  /** Whether to keep all exchanges, so that the verdicts can be verified. */
  record: boolean;
  /** Known deviations: a file and its text. */
  expect: { file: string; text: string } | undefined;
  /** A file to write the deviations to. */
  writeExpect: string | undefined;
}

export function readOutput(read: Reader): Output {
  const file = read.text('expect'),
    text = read.file('expect');
  return {
    out: read.text('out') ?? '',
    formats: OPTIONS.filter(({ flag, format }) => format === true && read.toggle(flag)).map(({ flag }) => flag),
    record: read.toggle('record'),
    expect: file === undefined || text === undefined ? undefined : { file, text },
    writeExpect: read.text('write-expect'),
  };
}
