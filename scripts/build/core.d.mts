/** For test/setup.ts. */
export declare function buildPrograms(dist: string): Promise<void>;
