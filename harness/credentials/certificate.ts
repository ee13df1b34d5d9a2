/** A client certificate, which proves the identity to TLS: no header does. */
import type { Method } from './credentials.ts';

export const certificate = ({ certificate: cert, key }: { certificate: string; key: string }): Omit<Method, 'type'> => {
  const proof = { cert, key };
  return { header: undefined, headersFor: () => [], certificate: () => proof, secrets: () => [key] };
};
