import { describe, expect, test } from 'vitest';
import { Errno, FileSystem, Volume } from '../../../../src/shell/index.ts';

const clock = { time: 1_700_000_000_000 };
const fresh = (): FileSystem => new FileSystem({ clock });

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof Errno) return error.code;
    throw error;
  }
  return 'ok';
}

describe('files', () => {
  test('are written, appended to, truncated and read back', () => {
    const fs = fresh();
    fs.writeFile('/a', 'one\n');
    fs.appendFile('/a', '둘\n');
    expect(fs.readText('/a')).toBe('one\n둘\n');
    expect(fs.stat('/a')).toMatchObject({ kind: 'file', size: 8, mode: 0o644, mtime: clock.time, nlink: 1 });
    fs.truncate('/a', 3);
    expect(fs.readText('/a')).toBe('one');
    fs.truncate('/a', 5);
    expect(fs.readText('/a')).toBe('one\0\0');
  });

  test('stay open when their name goes', () => {
    const fs = fresh();
    fs.writeFile('/a', 'text');
    const handle = fs.open('/a', { read: true });
    fs.unlink('/a');
    expect(new TextDecoder().decode(handle.readAll())).toBe('text');
    expect(fs.exists('/a')).toBe(false);
  });

  test('with two names are one file', () => {
    const fs = fresh();
    fs.writeFile('/a', 'x');
    fs.link('/a', '/b');
    fs.appendFile('/b', 'y');
    expect(fs.readText('/a')).toBe('xy');
    expect(fs.stat('/a').nlink).toBe(2);
    expect(fs.stat('/a').ino).toBe(fs.stat('/b').ino);
    fs.unlink('/a');
    expect(fs.stat('/b').nlink).toBe(1);
  });
});

describe('failures have the codes that Linux gives', () => {
  const fs = fresh();
  fs.mkdir('/d/full', { recursive: true });
  fs.writeFile('/d/full/f', '');
  fs.symlink('/loop2', '/loop1');
  fs.symlink('/loop1', '/loop2');
  fs.mount('/ro', new Volume(), { readOnly: true });
  test.each([
    ['ENOENT', () => fs.readFile('/nothing')],
    ['ENOENT', () => fs.readFile('/nothing/below')],
    ['ENOTDIR', () => fs.readFile('/d/full/f/g')],
    ['ENOTDIR', () => fs.readFile('/d/full/f/')],
    ['EISDIR', () => fs.readFile('/d')],
    ['EISDIR', () => fs.writeFile('/d', 'x')],
    ['EEXIST', () => fs.mkdir('/d')],
    ['EEXIST', () => fs.open('/d/full/f', { write: true, create: true, exclusive: true })],
    ['ENOTEMPTY', () => fs.rmdir('/d/full')],
    ['EISDIR', () => fs.unlink('/d/full')],
    ['ENOTDIR', () => fs.rmdir('/d/full/f')],
    ['ELOOP', () => fs.readFile('/loop1')],
    ['EROFS', () => fs.writeFile('/ro/f', 'x')],
    ['EROFS', () => fs.mkdir('/ro/d')],
    ['EBUSY', () => fs.rmdir('/ro')],
    ['EINVAL', () => fs.rename('/d', '/d/full/d')],
    ['EXDEV', () => fs.rename('/d/full/f', '/dev-less-volume/f')],
  ])('%s', (code, action) => {
    if (code === 'EXDEV') fs.mount('/dev-less-volume', new Volume());
    expect(codeOf(action)).toBe(code);
  });

  test('a user without the permission is refused', () => {
    const root = fresh();
    root.mkdir('/private', { mode: 0o700 });
    root.writeFile('/private/f', 'x');
    root.writeFile('/readable', 'x');
    const user = root.as({ uid: 1000, gid: 1000, groups: [50] });
    expect(codeOf(() => user.readFile('/private/f'))).toBe('EACCES');
    expect(codeOf(() => user.writeFile('/readable', 'y'))).toBe('EACCES');
    expect(codeOf(() => user.writeFile('/new', 'y'))).toBe('EACCES');
    expect(user.readText('/readable')).toBe('x');
    root.chown('/readable', 0, 50);
    root.chmod('/readable', 0o660);
    user.writeFile('/readable', 'group');
    expect(root.readText('/readable')).toBe('group');
  });
});

describe('symlinks', () => {
  test('are followed relative to where they stand, and .. after them means their target', () => {
    const fs = fresh();
    fs.mkdir('/data/v1', { recursive: true });
    fs.writeFile('/data/v1/key', 'one');
    fs.symlink('v1', '/data/current');
    fs.symlink('current/key', '/data/key');
    fs.writeFile('/data/top', 'top');
    expect(fs.readText('/data/key')).toBe('one');
    expect(fs.realpath('/data/key')).toBe('/data/v1/key');
    expect(fs.readText('/data/current/../top')).toBe('top');
    expect(fs.lstat('/data/key')).toMatchObject({ kind: 'symlink', target: 'current/key' });
    fs.mkdir('/data/v2');
    fs.writeFile('/data/v2/key', 'two');
    fs.symlink('v2', '/data/next');
    fs.rename('/data/next', '/data/current');
    expect(fs.readText('/data/key')).toBe('two');
  });
});

describe('volumes', () => {
  test('an overlay leaves what is under it alone', () => {
    const image = new Volume({ name: 'image' });
    const builder = new FileSystem({ clock, root: image });
    builder.mkdir('/etc/app', { recursive: true });
    builder.writeFile('/etc/app/conf', 'from image');
    builder.writeFile('/etc/gone', 'x');
    image.freeze();
    const [one, two] = [1, 2].map(() => new FileSystem({ clock, root: new Volume({ lower: image }) }));
    one?.writeFile('/etc/app/conf', 'changed');
    one?.unlink('/etc/gone');
    one?.writeFile('/etc/new', '');
    one?.rename('/etc/app', '/etc/moved');
    expect(one?.readText('/etc/moved/conf')).toBe('changed');
    expect(one?.readdir('/etc').map((entry) => entry.name)).toEqual(['moved', 'new']);
    expect(two?.readText('/etc/app/conf')).toBe('from image');
    expect(two?.readdir('/etc').map((entry) => entry.name)).toEqual(['app', 'gone']);
    expect(codeOf(() => builder.writeFile('/etc/gone', 'y'))).toBe('EROFS');
  });

  test('an overlay shares the bytes under it and is charged for what it writes', () => {
    const image = new Volume();
    new FileSystem({ clock, root: image }).writeFile('/big', new Uint8Array(1_000_000));
    const upper = new Volume({ lower: image });
    const fs = new FileSystem({ clock, root: upper });
    expect(fs.readFile('/big').length).toBe(1_000_000);
    expect(upper.used).toBe(0);
    fs.appendFile('/big', 'x');
    expect(upper.used).toBe(1_000_001);
    fs.unlink('/big');
    expect(upper.used).toBe(0);
  });

  test('one volume on two machines shows the same files', () => {
    const shared = new Volume({ name: 'emptyDir' });
    const [a, b] = [fresh(), fresh()];
    a.mount('/work-dir', shared);
    b.mkdir('/srv');
    b.mount('/srv/html', shared, { readOnly: true });
    a.writeFile('/work-dir/index.html', 'hello');
    expect(b.readText('/srv/html/index.html')).toBe('hello');
    expect(codeOf(() => b.writeFile('/srv/html/index.html', 'x'))).toBe('EROFS');
    expect(a.stat('/work-dir/index.html').volume).toBe(b.stat('/srv/html/index.html').volume);
  });

  test('a full volume gives ENOSPC', () => {
    const fs = new FileSystem({ clock, root: new Volume({ limit: 10 }) });
    fs.writeFile('/a', '12345678');
    expect(codeOf(() => fs.writeFile('/b', 'abc'))).toBe('ENOSPC');
    fs.unlink('/a');
    fs.writeFile('/b', 'abc');
    expect(fs.readText('/b')).toBe('abc');
  });

  test('a part of a volume can be mounted, even one file', () => {
    const volume = new Volume();
    const source = new FileSystem({ clock, root: volume });
    source.mkdir('/sub');
    source.writeFile('/sub/key', 'value');
    const fs = fresh();
    fs.mkdir('/etc');
    fs.mount('/etc/key', volume, { subPath: 'sub/key' });
    fs.mount('/all', volume, { subPath: 'sub' });
    source.writeFile('/sub/key', 'later');
    expect(fs.readText('/etc/key')).toBe('later');
    expect(fs.readText('/all/key')).toBe('later');
    expect(codeOf(() => fs.unlink('/etc/key'))).toBe('EBUSY');
    fs.unmount('/etc/key');
    expect(fs.readText('/etc/key')).toBe('');
  });
});
