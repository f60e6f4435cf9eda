import { makePages } from './make';

makePages().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
