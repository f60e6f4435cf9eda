/**
 * The environment of a child process: what programs and native libraries need. Everything else in Node-RED's
 * environment, such as the secrets of its flows, is left out.
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
    // library paths, numbers of threads, GPU selection
    'LD_LIBRARY_PATH|DYLD_\\w+|OMP_\\w+|GOMP_\\w+|KMP_\\w+|MKL_\\w+|OPENBLAS_\\w+|ORT_\\w+|TF_\\w+|CUDA_\\w+|NVIDIA_\\w+',
    'NODE_V8_COVERAGE', // for our own tests
  ].join('|')})$`,
  'i', // Windows ignores case
);
