import { badArgument } from '../../errors';

const EXPECTED = 'the URL of a Ray cluster, such as http://192.168.0.10:8265';

/** The URL of the Jobs API, that of Ray's dashboard, without a slash at its end. Throws a Problem, which quotes no secret. */
export function rayUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isWeb = url !== null && ['http:', 'https:'].includes(url.protocol);
  if (isWeb && (url.username !== '' || url.password !== ''))
    throw badArgument('address', 'without a name and a password: set the token', withoutSecrets(address));
  if (!isWeb || url.search !== '' || url.hash !== '') throw badArgument('address', EXPECTED, withoutSecrets(address));
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** `http://me:secret@ray/?key=…` → `http://…@ray/`: what stands before an @, in a query or in a fragment may be one. */
const withoutSecrets = (address: string): string =>
  address.replace(/^(\s*https?:\/\/)?.*@/is, (_, scheme = '') => `${scheme}…@`).replace(/[?#].*$/s, '');
