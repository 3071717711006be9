package io.github.dilm4j.base;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * The reason that a file or a server cannot be used, for a message that names it. The message of some of the JDK's exceptions
 * is the path alone.
 */
public final class IoReason {
    private IoReason() {}

    public static String of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof FileAlreadyExistsException inTheWay) { // a parent may be meant
            return "a file of the name " + inTheWay.getFile() + " is in the way";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        if (e instanceof NotDirectoryException) {
            return "it is not a folder";
        }
        if (e instanceof ConnectException && e.getMessage() == null) { // of Java's HTTP client
            return "no connection; is the server running?";
        }
        boolean wordless = e.getMessage() == null
                || (e instanceof FileSystemException system && e.getMessage().equals(system.getFile()));
        return wordless ? e.getClass().getSimpleName() : e.getMessage();
    }
}
