/** The little of Express that the mounts of tests and the example use. */
declare module 'express' {
  import type { IncomingMessage, Server, ServerResponse } from 'node:http';

  export interface Request extends IncomingMessage {
    body?: unknown;
  }
  export interface Response extends ServerResponse {
    status(code: number): this;
    json(body: unknown): this;
  }
  export type Next = (error?: unknown) => void;
  export type Handler = (request: Request, response: Response, next: Next) => unknown;
  export type ErrorHandler = (error: unknown, request: Request, response: Response, next: Next) => unknown;
  export interface Application {
    (request: IncomingMessage, response: ServerResponse): void;
    use(...handlers: readonly Handler[]): this;
    use(handler: ErrorHandler): this;
    use(path: string, ...handlers: readonly Handler[]): this;
    get(path: string, handler: Handler): this;
    disable(setting: 'x-powered-by'): this;
    listen(port: number, host: string, listening: () => void): Server;
  }
  interface ParserOptions {
    readonly limit?: string;
    readonly strict?: boolean;
    readonly extended?: boolean;
  }
  interface Express {
    (): Application;
    json(options?: ParserOptions): Handler;
    urlencoded(options?: ParserOptions): Handler;
  }
  const express: Express;
  export default express;
}
