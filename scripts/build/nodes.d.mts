/** The node types: the folders with settings. */
export declare function nodeTypes(): string[];
