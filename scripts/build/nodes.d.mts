/** The node types: the folders with settings. */
export declare function nodeTypes(): string[];
export declare function importedNames(forms: readonly { readonly type: string }[]): string[];
