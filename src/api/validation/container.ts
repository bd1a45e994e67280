/** Containers. Models validateContainers, validateInitContainers and validateContainerCommon. */
import type { Container, EnvFromSource, EnvVar, PodSpec, VolumeMount } from '../types.ts';
import {
  isConfigMapKey,
  isDns1123Label,
  isDns1123Subdomain,
  isEnvVarName,
  isPortName,
  isPortNumber,
} from '../names.ts';
import type { FieldError } from './field.ts';
import { duplicate, forbidden, invalid, invalids, notFound, notSupported, oneOf, required } from './field.ts';
import { validateHandler, validateProbe } from './probe.ts';
import { validateResources } from './resources.ts';

const fieldPaths = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
];
const resourcePaths = [
  ...['limits.cpu', 'limits.ephemeral-storage', 'limits.memory'],
  ...['requests.cpu', 'requests.ephemeral-storage', 'requests.memory'],
];

function keySelector(selector: { name?: string; key: string }, path: string): FieldError[] {
  return [
    ...(selector.name
      ? invalids(`${path}.name`, selector.name, isDns1123Subdomain(selector.name))
      : [required(`${path}.name`)]),
    ...(selector.key
      ? invalids(`${path}.key`, selector.key, isConfigMapKey(selector.key))
      : [required(`${path}.key`)]),
  ];
}

function validateEnv(env: readonly EnvVar[], path: string): FieldError[] {
  return env.flatMap((variable, i) => {
    const at = `${path}[${i}]`;
    const errors = variable.name
      ? invalids(`${at}.name`, variable.name, isEnvVarName(variable.name))
      : [required(`${at}.name`)];
    const source = variable.valueFrom;
    if (!source) return errors;
    const from = `${at}.valueFrom`;
    const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
    const count = Object.values(source).filter((value) => value !== undefined).length;
    if (fieldRef) {
      const key = /^metadata\.(labels|annotations)\['.*'\]$/.test(fieldRef.fieldPath);
      if (!fieldRef.fieldPath) errors.push(required(`${from}.fieldRef.fieldPath`));
      else if (!key && !fieldPaths.includes(fieldRef.fieldPath))
        errors.push(notSupported(`${from}.fieldRef.fieldPath`, fieldRef.fieldPath, fieldPaths));
    }
    if (resourceFieldRef) {
      if (!resourceFieldRef.resource) errors.push(required(`${from}.resourceFieldRef.resource`));
      else if (!resourcePaths.includes(resourceFieldRef.resource))
        errors.push(
          notSupported(`${from}.resourceFieldRef.resource`, resourceFieldRef.resource, resourcePaths),
        );
    }
    if (configMapKeyRef) errors.push(...keySelector(configMapKeyRef, `${from}.configMapKeyRef`));
    if (secretKeyRef) errors.push(...keySelector(secretKeyRef, `${from}.secretKeyRef`));
    if (count === 0)
      errors.push(
        invalid(
          from,
          '',
          'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
        ),
      );
    else if (variable.value) errors.push(invalid(from, '', 'may not be specified when `value` is not empty'));
    else if (count > 1)
      errors.push(invalid(from, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}

function validateEnvFrom(sources: readonly EnvFromSource[], path: string): FieldError[] {
  return sources.flatMap((source, i) => {
    const at = `${path}[${i}]`;
    const errors = source.prefix ? invalids(`${at}.prefix`, source.prefix, isEnvVarName(source.prefix)) : [];
    const { configMapRef, secretRef } = source;
    if (configMapRef && !configMapRef.name) errors.push(required(`${at}.configMapRef.name`));
    if (secretRef && !secretRef.name) errors.push(required(`${at}.secretRef.name`));
    if (!configMapRef && !secretRef)
      errors.push(invalid(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (configMapRef && secretRef)
      errors.push(invalid(at, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}

function validateMounts(
  mounts: readonly VolumeMount[],
  volumes: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const paths = new Set<string>();
  return mounts.flatMap((mount, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    if (!mount.name) errors.push(required(`${at}.name`));
    else if (!volumes.has(mount.name)) errors.push(notFound(`${at}.name`, mount.name));
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    if (paths.has(mount.mountPath))
      errors.push(invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    paths.add(mount.mountPath);
    const sub = mount.subPath;
    if (sub?.startsWith('/')) errors.push(invalid(`${at}.subPath`, sub, 'must be a relative path'));
    if (sub?.split('/').includes('..')) errors.push(invalid(`${at}.subPath`, sub, "must not contain '..'"));
    return errors;
  });
}

function validatePorts(container: Container, path: string): FieldError[] {
  const names = new Set<string>();
  return (container.ports ?? []).flatMap((port, i) => {
    const at = `${path}[${i}]`;
    const errors: FieldError[] = [];
    if (port.name) {
      const messages = isPortName(port.name);
      if (messages.length > 0) errors.push(...invalids(`${at}.name`, port.name, messages));
      else if (names.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      names.add(port.name);
    }
    if (!port.containerPort) errors.push(required(`${at}.containerPort`));
    else
      errors.push(...invalids(`${at}.containerPort`, port.containerPort, isPortNumber(port.containerPort)));
    if (port.hostPort) errors.push(...invalids(`${at}.hostPort`, port.hostPort, isPortNumber(port.hostPort)));
    errors.push(...oneOf(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']));
    return errors;
  });
}

function common(container: Container, volumes: ReadonlySet<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { name, image } = container;
  errors.push(...(name ? invalids(`${path}.name`, name, isDns1123Label(name)) : [required(`${path}.name`)]));
  if (!image) errors.push(required(`${path}.image`));
  else if (image.trim() !== image)
    errors.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
  errors.push(
    ...oneOf(`${path}.terminationMessagePolicy`, container.terminationMessagePolicy, [
      'FallbackToLogsOnError',
      'File',
    ]),
  );
  errors.push(...validatePorts(container, `${path}.ports`));
  errors.push(...validateEnv(container.env ?? [], `${path}.env`));
  errors.push(...validateEnvFrom(container.envFrom ?? [], `${path}.envFrom`));
  errors.push(...validateMounts(container.volumeMounts ?? [], volumes, `${path}.volumeMounts`));
  errors.push(
    ...oneOf(`${path}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']),
  );
  errors.push(...validateResources(container.resources, `${path}.resources`));
  const security = container.securityContext;
  if (security?.runAsUser !== undefined && security.runAsUser < 0)
    errors.push(
      invalid(
        `${path}.securityContext.runAsUser`,
        security.runAsUser,
        'must be between 0 and 2147483647, inclusive',
      ),
    );
  if (security?.privileged && security.allowPrivilegeEscalation === false)
    errors.push(
      invalid(
        `${path}.securityContext`,
        security,
        'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
      ),
    );
  return errors;
}

function lifecycleAndProbes(container: Container, grace: number | undefined, path: string): FieldError[] {
  const { lifecycle } = container;
  return [
    ...(lifecycle?.postStart
      ? validateHandler(lifecycle.postStart, `${path}.lifecycle.postStart`, grace)
      : []),
    ...(lifecycle?.preStop ? validateHandler(lifecycle.preStop, `${path}.lifecycle.preStop`, grace) : []),
    ...validateProbe(container.livenessProbe, `${path}.livenessProbe`, true),
    ...validateProbe(container.readinessProbe, `${path}.readinessProbe`, false),
    ...validateProbe(container.startupProbe, `${path}.startupProbe`, true),
  ];
}

function hostPortConflicts(containers: readonly Container[], path: string): FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap((container, i) =>
    (container.ports ?? []).flatMap((port, j) => {
      if (!port.hostPort) return [];
      const text = `${port.protocol ?? 'TCP'}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(text)) return [duplicate(`${path}[${i}].ports[${j}].hostPort`, text)];
      taken.add(text);
      return [];
    }),
  );
}

export function validateContainers(spec: PodSpec, volumes: ReadonlySet<string>, path: string): FieldError[] {
  const containers = spec.containers ?? [];
  if (containers.length === 0) return [required(path)];
  const names = new Set<string>();
  const errors = containers.flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const found = common(container, volumes, at);
    if (names.has(container.name)) found.push(duplicate(`${at}.name`, container.name));
    names.add(container.name);
    found.push(...lifecycleAndProbes(container, spec.terminationGracePeriodSeconds, at));
    return found;
  });
  return [...errors, ...hostPortConflicts(containers, path)];
}

const notForInit = 'may not be set for init containers without restartPolicy=Always';

export function validateInitContainers(
  spec: PodSpec,
  volumes: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const names = new Set(spec.containers?.map((container) => container.name));
  return (spec.initContainers ?? []).flatMap((container, i) => {
    const at = `${path}[${i}]`;
    const errors = common(container, volumes, at);
    if (container.name) {
      if (names.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
      names.add(container.name);
    }
    if (container.restartPolicy === 'Always')
      return [...errors, ...lifecycleAndProbes(container, spec.terminationGracePeriodSeconds, at)];
    if (container.restartPolicy !== undefined && !['OnFailure', 'Never'].includes(container.restartPolicy))
      errors.push(
        notSupported(`${at}.restartPolicy`, container.restartPolicy, ['Always', 'Never', 'OnFailure']),
      );
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const)
      if (container[field]) errors.push(forbidden(`${at}.${field}`, notForInit));
    return errors;
  });
}
