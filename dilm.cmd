@echo off
rem Runs dilm4j's command line on Windows; builds it first where that was never done. The options and variables of Java are those
rem of the script dilm.
rem
rem Environment: JAVA_HOME (the Java to use), DILM_OPTS (more options for it, such as -Xmx8g).
setlocal
set "home=%~dp0"
set "java=java"
if not defined JAVA_HOME goto version
set "java=%JAVA_HOME%\bin\java"
if exist "%java%.exe" goto version
echo JAVA_HOME is '%JAVA_HOME%', where there is no bin\java.exe; set it to a JDK of version 17 or later, or unset it 1>&2
exit /b 2

:version
set "shown=%TEMP%\dilm-java-%RANDOM%-%RANDOM%.txt"
"%java%" -XshowSettings:properties -version >"%shown%" 2>&1
set "major="
for /f "usebackq tokens=1,3" %%a in ("%shown%") do if "%%a"=="java.specification.version" set "major=%%b"
del "%shown%"
if defined major goto old
echo Java does not run: install a JDK of version 17 or later, or set JAVA_HOME to one 1>&2
exit /b 2

:old
if %major% geq 17 goto build
echo '%java%' is Java %major%; install a JDK of version 17 or later, or set JAVA_HOME to one 1>&2
exit /b 2

:build
set "folder=%home%"
if exist "%home%pom.xml" set "folder=%home%cli\target\"
if exist "%folder%dilm4j-cli-*.jar" goto run
if exist "%home%pom.xml" goto make
echo '%home%' holds no dilm4j-cli jar; unpack the archive again 1>&2
exit /b 2

:make
echo building dilm4j; the first time downloads its libraries ... 1>&2
pushd "%home%"
call mvnw.cmd -q -B -DskipTests -Dspotless.check.skip=true package -pl core,cli -am 1>&2
set "code=%errorlevel%"
popd
if "%code%"=="0" goto run
echo the build failed: see the lines above; it needs a JDK, not a JRE, and, the first time, the network 1>&2
exit /b 1

:run
for /f "delims=" %%j in ('dir /b "%folder%dilm4j-cli-*.jar"') do set "jar=%folder%%%j"
rem Two thread pools that spin wait cost each other the processor.
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
if not defined OPENBLAS_NUM_THREADS set "OPENBLAS_NUM_THREADS=%NUMBER_OF_PROCESSORS%"
set "access="
if %major% geq 24 set "access=--enable-native-access=ALL-UNNAMED"
rem What Java makes lives short: in a small space that one thread cleans. Two collectors in one command would be refused.
set "collector=-XX:+UseSerialGC -XX:MaxNewSize=64m"
if not defined DILM_OPTS goto start
set "without=%DILM_OPTS:*-XX:+Use=%"
if "%without%"=="%DILM_OPTS%" goto start
if not "%without:GC=%"=="%without%" set "collector="

:start
rem Half of the memory for Java's heap: the tensors live outside of it.
"%java%" -XX:MaxRAMPercentage=50 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxBytes=0 -Dorg.bytedeco.javacpp.logger=slf4j %DILM_OPTS% -cp "%jar%" %collector% %access% io.github.dilm4j.cli.Dilm %*
exit /b %errorlevel%
