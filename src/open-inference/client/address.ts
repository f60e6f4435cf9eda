import { badArgument } from '../../errors';

/** The URL of a server, without what the protocol adds: `https://models.example.com/v2/` is `https://models.example.com`. */
export function serverUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '')
    throw badArgument('address', 'the URL of a server, such as https://models.example.com', address);
  if (url.username !== '' || url.password !== '')
    throw badArgument('address', 'without a name and a password: set the token', `${url.protocol}//…@${url.host}`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/v2$/, '')}`;
}
