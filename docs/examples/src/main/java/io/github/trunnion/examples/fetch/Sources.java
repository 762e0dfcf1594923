package io.github.trunnion.examples.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The items that the command line names, and the servers of the folders among them. */
final class Sources implements AutoCloseable {
    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*|https?:.*");

    private final List<Item> items = new ArrayList<>();
    private final List<String> emptyFolders = new ArrayList<>();
    private final List<FolderServer> servers = new ArrayList<>();

    private Sources() {}

    /** Lists the folders and starts their servers; what cannot be fetched is an item, too. */
    static Sources open(List<String> arguments) {
        Sources sources = new Sources();
        for (String argument : arguments) {
            if (URL.matcher(argument).matches()) {
                sources.items.add(Item.ofUrl(argument));
            } else {
                sources.addFolder(argument, arguments.size() == 1 ? "" : argument + "/");
            }
        }
        return sources;
    }

    List<Item> items() {
        return items;
    }

    /** The folders without a single file. */
    List<String> emptyFolders() {
        return emptyFolders;
    }

    private void addFolder(String argument, String prefix) {
        try {
            Path folder = Path.of(argument);
            if (!Files.isDirectory(folder)) {
                boolean exists = Files.exists(folder);
                items.add(Item.unusable(argument, exists ? "not a folder" : "no such folder"));
                return;
            }
            Path real = folder.toRealPath();
            Map<String, String> files = FolderFiles.below(real);
            if (files.isEmpty()) {
                emptyFolders.add(argument);
                return;
            }
            FolderServer server = FolderServer.start(real);
            servers.add(server);
            files.forEach(
                    (name, problem) ->
                            items.add(
                                    problem.isEmpty()
                                            ? Item.at(prefix + name, server.uriOf(name))
                                            : Item.unusable(prefix + name, problem)));
        } catch (IOException | InvalidPathException e) {
            items.add(Item.unusable(argument, "cannot be served: " + e.getMessage()));
        }
    }

    @Override
    public void close() {
        servers.forEach(FolderServer::close);
    }
}
