import type { Reader } from './reader.ts';

/** What a run reads and writes besides the target. */
export interface Output {
  /** The folder of the report. */
  out: string;
  junit: boolean;
  allure: boolean;
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
    junit: read.toggle('junit'),
    allure: read.toggle('allure'),
    expect: file === undefined || text === undefined ? undefined : { file, text },
    writeExpect: read.text('write-expect'),
  };
}
