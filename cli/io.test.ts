/** `.env` as it may be. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dotenvIn, folding } from './io.ts';
import { temporary } from './testing/invoke.ts';

test.each<[string, (file: string) => void, ReturnType<typeof dotenvIn>]>([
  ['is not there', () => {}, { dotenv: '' }],
  ['is a text', (file) => writeFileSync(file, 'CCI_KIND=tfjob\n'), { dotenv: 'CCI_KIND=tfjob\n' }],
  ['is a folder, as those of Python', (file) => mkdirSync(file), { dotenv: '' }],
  [
    'leads in a circle',
    (file) => symlinkSync(file, file),
    {
      dotenv: '',
      unread: 'cannot read .env (ELOOP): symbolic links lead in a circle; make it readable, or remove it',
    },
  ],
  [
    'is in UTF-16',
    (file) => writeFileSync(file, '\ufeffCCI_KIND=tfjob', 'utf16le'),
    { dotenv: '', unread: '.env is no text in UTF-8: save it as such' },
  ],
  [
    'never ends',
    (file) => symlinkSync('/dev/zero', file),
    {
      dotenv: '',
      unread: expect.stringMatching(/^cannot read \.env \(EFBIG\): it is larger than such a file can be; /) as never,
    },
  ],
])('.env that %s', (_, make, expected) => {
  const file = join(temporary(), '.env');
  make(file);
  expect(dotenvIn(file)).toEqual(expected);
});

test.each([
  [false, ['a message of one line: http://127.0.0.1:8080/apis/kubeflow.org/v1/namespaces/default/tfjobs; look']],
  [true, ['a message of one line:', 'http://127.0.0.1:8080/apis/kubeflow.org/v1/namespaces/default/tfjobs;', 'look']],
])('a message in a terminal (%s) is broken between words, and nowhere else', (isTTY, lines) => {
  let written = '';
  const stream = folding({ isTTY, columns: 70, write: (text) => void (written += text) });
  stream.write('a message of one line: http://127.0.0.1:8080/apis/kubeflow.org/v1/namespaces/default/tfjobs; look\n');
  expect(written).toBe(`${lines.join('\n')}\n`);
});
