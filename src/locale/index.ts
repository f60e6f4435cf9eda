export { languageFor, translate } from './translate';
