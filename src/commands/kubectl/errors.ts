import type { Json, JsonObject } from '../../cluster/apiserver/request.ts';
import { quote } from './gofmt.ts';
import { at, list, text } from './json.ts';

/** A failure of kubectl's own; printed with `error: ` before it. */
export class CliError extends Error {}

/** A failure that points to the command's help. Models cmdutil.UsageErrorf. */
export class UsageError extends Error {}

/** A failure with an exit status of its own; `message` is printed as it stands, if there is one. */
export class ExitError extends Error {
  readonly code: number;
  constructor(code: number, message = '') {
    super(message);
    this.code = code;
  }
}

/** What is said when nobody listens at `host` (with its port). */
export function refusedMessage(host: string): string {
  return `The connection to the server ${host} was refused - did you specify the right host or port?`;
}

/** What the API server refused: a `Status` object. */
export class StatusError extends Error {
  readonly status: JsonObject;
  constructor(status: JsonObject) {
    super(text(status.message));
    this.status = status;
  }
  get reason(): string {
    return text(this.status.reason);
  }
  get code(): number {
    return Number(this.status.code ?? 0);
  }
}

/** Several failures of one command. */
export class ErrorList extends Error {
  readonly errors: readonly unknown[];
  constructor(errors: readonly unknown[]) {
    const messages = [...new Set(errors.map(messageOf))];
    super(messages.length === 1 ? (messages[0] ?? '') : `[${messages.join(', ')}]`);
    this.errors = errors;
  }
}

/** Throw what was collected: nothing, the one, or all of them. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new ErrorList(errors);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof StatusError && error.reason === 'NotFound';
}

/** Put what was being done before a failure's message. Models cmdutil.AddSourceToErr. */
export function addSource(verb: string, source: string, error: unknown): unknown {
  if (source === '') return error;
  if (error instanceof StatusError) {
    return new StatusError({
      ...error.status,
      message: `error when ${verb} ${quote(source)}: ${text(error.status.message)}`,
    });
  }
  if (error instanceof CliError) return new CliError(`error when ${verb} ${quote(source)}: ${error.message}`);
  return error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Models cmdutil.StandardErrorMessage: how a failure reads without `error: `. */
function standardMessage(error: unknown): string | undefined {
  if (!(error instanceof StatusError)) return undefined;
  const { reason } = error;
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`;
  if (reason === '') return `Error from server: ${error.message}`;
  return `Error from server (${reason}): ${error.message}`;
}

function invalidMessage(error: StatusError): string {
  const details = error.status.details as JsonObject | undefined;
  if (!details) return `The request is invalid: ${error.message}`;
  const kind = text(details.kind);
  const name = text(details.name);
  const causes = [
    ...new Set(
      list(details.causes).map((cause: Json) => `${text(at(cause, 'field'))}: ${text(at(cause, 'message'))}`),
    ),
  ];
  let head = 'The request is invalid';
  if (kind !== '' || name !== '') head = `The ${kind} ${quote(name)} is invalid`;
  else if (error.message !== '' && causes.length === 0) head = `${head}: ${error.message}`;
  if (causes.length === 0) return head;
  if (causes.length === 1) return `${head}: ${causes[0] ?? ''}\n`;
  return `${head}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

/**
 * What is printed for a failure, and the exit status. Models cmdutil.CheckErr.
 * @param command for the hint of a {@link UsageError}: `kubectl get`
 */
export function describeError(error: unknown, command: string): { message: string; code: number } {
  if (error instanceof ErrorList && error.errors.length === 1) return describeError(error.errors[0], command);
  if (error instanceof ExitError) return { message: error.message, code: error.code };
  if (error instanceof UsageError) {
    return { message: `error: ${error.message}\nSee '${command} -h' for help and examples`, code: 1 };
  }
  if (error instanceof StatusError && error.reason === 'Invalid')
    return { message: invalidMessage(error), code: 1 };
  if (error instanceof ErrorList) {
    const lines = error.errors.map((one) => `${standardMessage(one) ?? messageOf(one)}\n`);
    return { message: lines.join(''), code: 1 };
  }
  const standard = standardMessage(error);
  if (standard !== undefined) return { message: standard, code: 1 };
  const message = messageOf(error);
  return { message: message.startsWith('error: ') ? message : `error: ${message}`, code: 1 };
}
