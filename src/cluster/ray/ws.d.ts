/** What is used of the package ws. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';

  export default class WebSocket extends EventEmitter {
    constructor(
      address: string,
      options?: { headers?: Record<string, string>; perMessageDeflate?: boolean; handshakeTimeout?: number },
    );
    terminate(): void;
    ping(): void;
  }
}
