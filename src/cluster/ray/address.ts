import { badArgument } from '../../errors';

const EXPECTED = 'the URL of a Ray cluster, such as http://192.168.0.10:8265';

/** The URL of the Jobs API, that of Ray's dashboard, without a slash at its end. Throws a Problem. */
export function rayUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '')
    throw badArgument('address', EXPECTED, address);
  if (url.username !== '' || url.password !== '')
    throw badArgument('address', 'without a name and a password: set the token', `${url.protocol}//…@${url.host}`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
