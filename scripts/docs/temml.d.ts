/** What is used of it: its own types name only a part of its options. */
declare module 'temml' {
  const temml: {
    /** Throws where the formula is wrong, if `throwOnError`. */
    renderToString(tex: string, options?: { readonly displayMode?: boolean; readonly throwOnError?: boolean }): string;
  };
  export default temml;
}
