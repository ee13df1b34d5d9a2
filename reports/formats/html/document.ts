import { createHash } from 'node:crypto';
import { html, Markup } from './markup.ts';
import { STYLE } from './style.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * A file that needs no network. Its Content-Security-Policy has the hashes of its style and its script: whatever a
 * target's answers contain, nothing is loaded, and no other script runs.
 */
export function documentOf(title: string, body: Markup, script?: string): string {
  const scripts = script === undefined ? `'none'` : hashOf(script);
  const policy = `default-src 'none'; script-src ${scripts}; style-src ${hashOf(STYLE)}; img-src data:; base-uri 'none'; form-action 'none'`;
  // Not in the template, because a formatter would change the texts, of which the policy has the hashes.
  const styleElement = new Markup(`<style>${STYLE}</style>`);
  const scriptElement = script === undefined ? undefined : new Markup(`<script>${script}</script>`);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${styleElement}
      </head>
      <body>
        ${body} ${scriptElement}
      </body>
    </html> `.text;
}
