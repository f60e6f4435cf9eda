/** Bytes that all requests under way may hold together. */
export class Budget {
  private held = 0;

  constructor(private readonly most: number) {}

  /** Takes bytes; false: there are not enough. */
  take(bytes: number): boolean {
    if (this.held + bytes > this.most) return false;
    this.held += bytes;
    return true;
  }

  give(bytes: number): void {
    this.held -= bytes;
  }
}
