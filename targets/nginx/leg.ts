/** nginx before the reference server, with what it does by default: it holds back what servers stream. */
import { before } from '../proxy.ts';

export const nginx = before(
  {
    name: 'nginx',
    version: '-v',
    // Only paths that it could not write to are given; one process, because workers could not read the folder.
    configuration: (listen, to, folder) =>
      `daemon off;
master_process off;
pid ${folder}/pid;
error_log stderr crit;
events {}
http {
  access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `  ${what}_temp_path ${folder}/${what};\n`).join('')}  server {
    listen 127.0.0.1:${listen};
    location / {
      proxy_pass http://127.0.0.1:${to};
    }
  }
}
`,
    args: (file) => ['-e', 'stderr', '-c', file],
  },
  {
    kinds: ['tfjob'],
  },
);
