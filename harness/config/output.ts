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
  /** Whether the console tells also which options of the freedoms were seen. */
  verbose: boolean;
  /** Known deviations: a file and its text. */
  expect: { file: string; text: string } | undefined;
  /** What the target declares of itself: a file and its text. */
  claims: { file: string; text: string } | undefined;
  /** A file to write the deviations to. */
  writeExpect: string | undefined;
}

export function readOutput(read: Reader): Output {
  const given = (flag: string): { file: string; text: string } | undefined => {
    const file = read.text(flag),
      text = read.file(flag);
    return file === undefined || text === undefined ? undefined : { file, text };
  };
  return {
    out: read.text('out') ?? '',
    formats: OPTIONS.filter(({ flag, format }) => format === true && read.toggle(flag)).map(({ flag }) => flag),
    record: read.toggle('record'),
    verbose: read.toggle('verbose'),
    expect: given('expect'),
    claims: given('claims'),
    writeExpect: read.text('write-expect'),
  };
}
