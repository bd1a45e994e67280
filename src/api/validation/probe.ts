/** Probes and lifecycle handlers. Models pkg/apis/core/validation/validation.go. */
import type { HTTPGetAction, LifecycleHandler, Probe } from '../types.ts';
import { isHttpHeaderName, isPortName, isPortNumber } from '../names.ts';
import type { FieldError } from './field.ts';
import { forbidden, invalid, invalids, nonNegative, oneOf, required } from './field.ts';

export function validatePort(port: number | string | undefined, path: string): FieldError[] {
  if (typeof port === 'string') return invalids(path, port, isPortName(port));
  return invalids(path, port ?? 0, isPortNumber(port ?? 0));
}

function httpGet(action: HTTPGetAction, path: string): FieldError[] {
  return [
    ...(action.path ? [] : [required(`${path}.path`)]),
    ...validatePort(action.port, `${path}.port`),
    ...oneOf(`${path}.scheme`, action.scheme ?? 'HTTP', ['HTTP', 'HTTPS']),
    ...(action.httpHeaders ?? []).flatMap((header) =>
      invalids(`${path}.httpHeaders`, header.name, isHttpHeaderName(header.name)),
    ),
  ];
}

/** As validateHandler: exactly one of its kinds. */
export function validateHandler(
  handler: LifecycleHandler & Pick<Probe, 'grpc'>,
  path: string,
  gracePeriod?: number,
): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  const one = (name: string): boolean => {
    count++;
    if (count > 1) errors.push(forbidden(`${path}.${name}`, 'may not specify more than 1 handler type'));
    return count === 1;
  };
  if (handler.exec && one('exec') && !handler.exec.command?.length)
    errors.push(required(`${path}.exec.command`));
  if (handler.httpGet && one('httpGet')) errors.push(...httpGet(handler.httpGet, `${path}.httpGet`));
  if (handler.tcpSocket && one('tcpSocket'))
    errors.push(...validatePort(handler.tcpSocket.port, `${path}.tcpSocket.port`));
  if (handler.grpc && one('grpc'))
    errors.push(...invalids(`${path}.grpc.port`, handler.grpc.port, isPortNumber(handler.grpc.port)));
  if (handler.sleep && one('sleep')) {
    const { seconds } = handler.sleep;
    const most = gracePeriod ?? 30;
    if (seconds < 0 || seconds > most)
      errors.push(
        invalid(
          `${path}.sleep`,
          seconds,
          `must be non-negative and less than terminationGracePeriodSeconds (${most}). Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.`,
        ),
      );
  }
  if (count === 0) errors.push(required(path, 'must specify a handler type'));
  return errors;
}

export function validateProbe(
  probe: Probe | undefined,
  path: string,
  successMustBeOne: boolean,
): FieldError[] {
  if (!probe) return [];
  const errors = validateHandler(probe, path);
  for (const field of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const)
    errors.push(...nonNegative(`${path}.${field}`, probe[field]));
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && !successMustBeOne)
    errors.push(
      invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'),
    );
  else if (grace !== undefined && grace <= 0)
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
  if (successMustBeOne && (probe.successThreshold ?? 1) !== 1)
    errors.push(invalid(`${path}.successThreshold`, probe.successThreshold ?? 1, 'must be 1'));
  return errors;
}
