/** HAProxy before the reference server: it changes nothing that a client may notice. */
import { before } from '../proxy.ts';

export const haproxy = before(
  {
    name: 'haproxy',
    version: '-v',
    // The times are those of Debian's configuration, in milliseconds.
    configuration: (listen, to) =>
      `defaults
  mode http
  timeout connect 5000
  timeout client 50000
  timeout server 50000
frontend clients
  bind 127.0.0.1:${listen}
  default_backend reference
backend reference
  server reference 127.0.0.1:${to}
`,
    args: (file) => ['-db', '-f', file],
  },
  {},
);
