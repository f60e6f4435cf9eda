/** The version of this package; the bundler writes it in. */
export { version } from '../package.json';
