package io.github.dilm4j.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Native libraries, unpacked from their jars into a cache that processes and users share. Each set of libraries has its
 * own folder, named by version and checksum. The folder is created by a rename, complete, and never written to again,
 * so that no process can change libraries that another has loaded.
 */
public final class NativeLibraries {
    /** The variable that names the cache. */
    public static final String CACHE = "DILM_CACHE";

    private static final Pattern LIBRARY = Pattern.compile("[^/]+\\.(so(\\.[0-9.]+)?|dylib|jnilib|dll)");
    private static final String PART = ".part";
    private static final int CHECKSUM_DIGITS = 16;
    private static final String READABLE = "rw-r--r--";
    private static final String FOLDER = "rwxr-xr-x";

    private final List<Path> caches;
    private final Optional<Path> temporary;

    private NativeLibraries(List<Path> caches, Optional<Path> temporary) {
        this.caches = List.copyOf(caches);
        this.temporary = temporary;
    }

    /** A library in a jar. */
    private record Archived(JarFile jar, JarEntry entry) {
        long size() {
            return entry.getSize();
        }
    }

    /** The cache in this folder. */
    public static NativeLibraries in(Path cache) {
        return new NativeLibraries(List.of(cache), Optional.empty());
    }

    /**
     * The caches of this process's user: the one that {@code DILM_CACHE} names, if it is set; else {@code dilm4j} in
     * {@code XDG_CACHE_HOME} or in {@code .cache} of the home folder, and where neither can be used, a folder of the
     * user's among the system's temporary files.
     */
    public static NativeLibraries ofUser() {
        return ofUser(System.getenv(), Path.of(System.getProperty("java.io.tmpdir")));
    }

    static NativeLibraries ofUser(Map<String, String> environment, Path temporary) {
        Optional<Path> named = FolderVariable.of(environment, CACHE);
        return named.isPresent()
                ? in(named.get().toAbsolutePath())
                : new NativeLibraries(
                        Stream.of(
                                        FolderVariable.of(environment, "XDG_CACHE_HOME")
                                                .filter(Path::isAbsolute),
                                        HomeFolder.of(environment).map(home -> home.resolve(".cache")))
                                .flatMap(Optional::stream)
                                .map(cache -> cache.resolve("dilm4j"))
                                .toList(),
                        Optional.of(temporary));
    }

    /**
     * Returns the folder of these libraries, which it unpacks unless they are there.
     *
     * @param name begins the folder's name: what they are, and their version
     * @param libraries those whose neighbours in the jar are unpacked too; of two with one name the first counts
     * @param aliases further names of some, made as links where the system has such
     * @return empty if one does not lie in a jar: it can be loaded where it lies
     * @throws UncheckedIOException if a jar cannot be read, or no cache can be written to
     */
    public Optional<Path> unpacked(String name, List<URL> libraries, Map<String, String> aliases) {
        Map<String, Archived> archived = new TreeMap<>();
        try {
            for (URL library : libraries) {
                if (!(library.openConnection() instanceof JarURLConnection jar)) {
                    return Optional.empty();
                }
                addNeighbours(jar, archived);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the native libraries cannot be read (" + IoReason.of(e) + ")", e);
        }
        return Optional.of(unpacked(name + "-" + checksum(archived), archived, aliases));
    }

    private static void addNeighbours(JarURLConnection library, Map<String, Archived> archived) throws IOException {
        JarFile jar = library.getJarFile();
        String path = library.getEntryName();
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        jar.stream()
                .filter(entry -> entry.getName().startsWith(folder))
                .filter(entry -> LIBRARY.matcher(entry.getName().substring(folder.length()))
                        .matches())
                .forEach(entry ->
                        archived.putIfAbsent(entry.getName().substring(folder.length()), new Archived(jar, entry)));
    }

    /** Uses the checksums in the jars' directories: reading the libraries takes seconds. */
    private static String checksum(Map<String, Archived> archived) {
        StringBuilder lines = new StringBuilder();
        archived.forEach((name, library) -> lines.append(name)
                .append(' ')
                .append(library.size())
                .append(' ')
                .append(library.entry().getCrc())
                .append('\n'));
        return Sha256.of(lines.toString()).substring(0, CHECKSUM_DIGITS);
    }

    private Path unpacked(String folder, Map<String, Archived> archived, Map<String, String> aliases) {
        for (Path cache : caches) {
            if (isWhole(cache.resolve(folder), archived)) {
                return cache.resolve(folder);
            }
        }
        List<String> reasons = new ArrayList<>();
        for (Path cache : caches) {
            try {
                return unpack(cache, folder, archived, aliases);
            } catch (IOException e) {
                reasons.add(cache + " (" + IoReason.of(e) + ")");
            }
        }
        if (temporary.isPresent()) {
            try {
                return unpack(ofThisUser(temporary.get()), folder, archived, aliases);
            } catch (IOException e) {
                reasons.add(temporary.get() + " (" + IoReason.of(e) + ")");
            }
        }
        throw new UncheckedIOException(
                "the native libraries cannot be unpacked into " + String.join(" or ", reasons) + "; set " + CACHE
                        + " to a folder with room for " + megabytes(archived) + " MB",
                new IOException(folder));
    }

    private static long megabytes(Map<String, Archived> archived) {
        return archived.values().stream().mapToLong(Archived::size).sum() / 1_000_000 + 1;
    }

    private static boolean isWhole(Path folder, Map<String, Archived> archived) {
        try {
            for (Map.Entry<String, Archived> library : archived.entrySet()) {
                if (Files.size(folder.resolve(library.getKey()))
                        != library.getValue().size()) {
                    return false;
                }
            }
            return true;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Any user can make a folder of any name there, and a folder of another user could hold other libraries. */
    private static Path ofThisUser(Path temporary) throws IOException {
        Path probe = Files.createTempFile(temporary, "dilm4j", null);
        UserPrincipal user = Files.getOwner(probe);
        Files.delete(probe);
        Path folder = temporary.resolve("dilm4j-" + user.getName().replaceAll("[^\\w.-]", "_"));
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)) {
                throw new IOException(folder + " belongs to another user", e);
            }
        }
        setPermissions(folder, FOLDER);
        return folder;
    }

    private static Path unpack(Path cache, String name, Map<String, Archived> archived, Map<String, String> aliases)
            throws IOException {
        Path folder = cache.resolve(name);
        if (!Files.isDirectory(cache)) {
            Files.createDirectories(cache);
            setPermissions(cache, FOLDER);
        }
        try (ProcessLock lock = ProcessLock.of(cache.resolve(name + ".lock"))) {
            if (!isWhole(folder, archived)) { // else another process was faster
                discardParts(cache, name);
                Path beside = Files.createDirectory(part(cache, name));
                for (Map.Entry<String, Archived> library : archived.entrySet()) {
                    copy(library.getValue(), beside.resolve(library.getKey()));
                }
                for (Map.Entry<String, String> alias : aliases.entrySet()) {
                    if (archived.containsKey(alias.getValue())) {
                        Files.createSymbolicLink(beside.resolve(alias.getKey()), Path.of(alias.getValue()));
                    }
                }
                setPermissions(beside, FOLDER);
                if (Files.exists(
                        folder)) { // damaged; moved rather than deleted, as a process may have loaded a part of it
                    AtomicFiles.moveFolder(folder, part(cache, name));
                }
                AtomicFiles.moveFolder(beside, folder);
                discardParts(cache, name);
            }
        }
        return folder;
    }

    private static Path part(Path cache, String name) {
        return cache.resolve(name + "." + UUID.randomUUID() + PART);
    }

    private static void copy(Archived library, Path file) throws IOException {
        CRC32 checksum = new CRC32();
        try (InputStream in = library.jar().getInputStream(library.entry());
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = new CheckedOutputStream(Channels.newOutputStream(channel), checksum);
            in.transferTo(out);
            channel.force(true);
        }
        if (checksum.getValue() != library.entry().getCrc()) {
            throw new IOException(library.jar().getName() + " is damaged at "
                    + library.entry().getName());
        }
        setPermissions(file, READABLE);
    }

    private static void setPermissions(Path file, String permissions) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    /** Deletes what processes left that were killed while they unpacked. Only the holder of the lock unpacks. */
    private static void discardParts(Path cache, String name) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(cache, name + ".*" + PART)) {
            for (Path part : parts) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(part)) {
                    for (Path file : files) {
                        Files.delete(file);
                    }
                }
                Files.delete(part);
            }
        }
    }
}
