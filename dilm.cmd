@echo off
rem Runs dilm4j's command line on Windows; builds it first where that was never done.
rem
rem Environment: JAVA_HOME (the Java to use), DILM_OPTS (more options for it, such as -Xmx8g).
setlocal
set "home=%~dp0"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo Java is not installed: install a JDK of version 17 or later, or set JAVA_HOME to one 1>&2
  exit /b 2
)
set "folder=%home%"
if exist "%home%pom.xml" set "folder=%home%cli\target\"
if exist "%folder%dilm4j-cli-*.jar" goto run
if not exist "%home%pom.xml" (
  echo "%home%" holds no dilm4j-cli jar; unpack the archive again 1>&2
  exit /b 2
)
echo building dilm4j; the first time downloads its libraries ... 1>&2
pushd "%home%"
call mvnw.cmd -q -B -DskipTests -Dspotless.check.skip=true package -pl core,cli -am 1>&2
if errorlevel 1 (
  popd
  echo the build failed: see the lines above; it needs a JDK, not a JRE, and the network 1>&2
  exit /b 1
)
popd
:run
for %%j in ("%folder%dilm4j-cli-*.jar") do set "jar=%%j"
set "access="
"%java%" --enable-native-access=ALL-UNNAMED -version >nul 2>&1
if not errorlevel 1 set "access=--enable-native-access=ALL-UNNAMED"
rem Half of the memory for Java's heap: the tensors live outside of it.
"%java%" %access% -XX:MaxRAMPercentage=50 -XX:+UseSerialGC -XX:MaxNewSize=64m %DILM_OPTS% -cp "%jar%" io.github.dilm4j.cli.Dilm %*
exit /b %errorlevel%
