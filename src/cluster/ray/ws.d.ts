/** What is used of the package ws. */
declare module 'ws' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:http';
  import type { Duplex, DuplexOptions } from 'node:stream';

  export default class WebSocket extends EventEmitter {
    constructor(
      address: string,
      options?: { headers?: Record<string, string>; perMessageDeflate?: boolean; handshakeTimeout?: number },
    );
    terminate(): void;
    close(): void;
    ping(): void;
    send(text: string): void;
    /** reads no further while nobody takes what has come */
    static createWebSocketStream(socket: WebSocket, options?: DuplexOptions): Duplex;
    static Server: new (options: {
      server: Server;
    }) => EventEmitter & { close(): void };
  }
}
