/**
 * The environment of a child process: what programs and native libraries need to run. What else stands in Node-RED's, the
 * secrets of its flows among it, stays there.
 */
export function childEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const needed = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && NEEDED.test(entry[0]),
  );
  return { ...Object.fromEntries(needed), ...more };
}

const NEEDED = new RegExp(
  `^(${[
    'PATH|HOME|USERPROFILE|SystemRoot|windir|TMPDIR|TEMP|TMP|TZ|LANG|LANGUAGE|LC_\\w+',
    // where libraries are found, how many threads they use, which GPU
    'LD_LIBRARY_PATH|DYLD_\\w+|OMP_\\w+|GOMP_\\w+|KMP_\\w+|MKL_\\w+|OPENBLAS_\\w+|ORT_\\w+|TF_\\w+|CUDA_\\w+|NVIDIA_\\w+',
    'NODE_V8_COVERAGE', // of our own tests
  ].join('|')})$`,
  'i', // as Windows has them
);
