# Read by the scripts that run an example; they set program, main, examples and, if they like,
# flags: an array of JVM flags.
# Builds the examples first with Maven if there is no build or a source is newer.
top=$(cd "$examples/../.." && pwd)
launch=$examples/target/launch

# Sets java and class_path; fails if there is no complete build.
read_launch() {
    [ -r "$launch" ] || return 1
    { read -r java && read -r class_path; } <"$launch"
    [ -x "$java" ] || return 1
    local entry entries
    IFS=: read -r -a entries <<<"$class_path"
    for entry in "${entries[@]}"; do
        [ -e "$entry" ] || return 1
    done
}

newer_source() {
    find "$top"/{pom.xml,loom-adapters/pom.xml,docs/pom.xml} \
        "$top"/{futures,bridge,loom-adapters/{core,native,netty},docs/examples}/{pom.xml,src/main} \
        "$examples/src/launch/WriteLaunch.java" -newer "$launch" | head -n 1
}

build() {
    local log=$examples/target/$program-build.log
    echo "$program: $1 (mvn package)..." >&2
    mkdir -p "$examples/target"
    if ! mvn -q -f "$top/pom.xml" -pl docs/examples -am -Dmaven.test.skip=true -Dformat=skip \
        package exec:exec@launch </dev/null >"$log" 2>&1; then
        cat "$log" >&2
        echo "$program: the build failed. It needs Maven 3.8.7 or newer and a JDK 25 or newer, which" >&2
        echo "Maven finds in the system's JVM folder, in SDKMAN's and in JAVA25_HOME." >&2
        exit 1
    fi
}

if ! read_launch; then
    build 'first build, with downloads it takes a minute or two'
elif [ -n "$(newer_source)" ]; then
    build 'a source is newer than the build'
fi
read_launch
exec "$java" ${flags[@]+"${flags[@]}"} -cp "$class_path" "io.github.trunnion.examples.$main" "$@"
