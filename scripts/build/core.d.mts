/** For test/setup.ts. */
export declare function buildInferenceWorker(dist: string): Promise<void>;
