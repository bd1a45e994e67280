/** A POSIX-style shell on simulated processes: file systems, machines, the shell itself. Knows nothing of Kubernetes. */
export * from './types.ts';
export {
  createMachine,
  DEFAULT_PATH,
  exitStatus,
  findExecutable,
  processInfo,
  type MachineOptions,
} from './machine.ts';
export { FileSystem, type DirectoryEntry, type FileSystemOptions, type Stat } from './fs/file-system.ts';
export { Errno, type ErrnoCode } from './fs/errno.ts';
export { Volume } from './fs/volume.ts';
export type { Device, DirectoryNode, FileNode, FileSystemNode } from './fs/nodes.ts';
export { absolute, baseName, directoryName, normalize } from './fs/path.ts';
export {
  bytesInput,
  callbackOutput,
  emptyInput,
  LineReader,
  nullOutput,
  openInput,
  openOutput,
  pipeInput,
  pipeOutput,
  readAll,
  readAllText,
} from './streams.ts';
export { ash, bash, createShell, dash, shellPrograms } from './sh.ts';
export type { Flavor } from './interpreter/shell.ts';
