/** The version of this package; the bundler writes it in. */
/** The native engines that a user may add, with the versions that the palette is made for. */
export { peerDependencies, version } from '../package.json';
