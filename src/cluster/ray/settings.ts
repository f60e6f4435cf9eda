/** A Ray cluster, and what a training may use of it. */
export interface RaySettings {
  /** the URL of its Jobs API */
  readonly address: string;
  /** sent as a bearer token; '': none */
  readonly token: string;
  readonly workers: number;
  /** processors of a worker; it computes with as many threads */
  readonly cpus: number;
  /** a shared path or an object store for checkpoints; '': the job keeps them in memory */
  readonly storage: string;
  /** packages that pip installs for the job, separated by spaces; '': the cluster's Python as it is */
  readonly environment: string;
}
