; The setup for Windows: per user, so that nobody needs to be an administrator, in Chinese and English.
;   makensis -DVERSION=0.1.0 -DFOLDER=dist/villagedesk -DOUT=dist/villagedesk-0.1.0-setup.exe installer/windows/villagedesk.nsi
; Compiled by a test on Linux with an empty program; THE PROGRAM ITSELF HAS NEVER BEEN FROZEN OR RUN ON WINDOWS YET.
; See README.md in this folder for the steps.

Unicode true
!include "MUI2.nsh"
!include "WinVer.nsh"
!include "x64.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"

!ifndef VERSION
  !error "say the version: -DVERSION=0.1.0"
!endif
!ifndef FOLDER
  !error "say where the folder of the program is: -DFOLDER=..."
!endif
!ifndef OUT
  !error "say how the setup is to be called: -DOUT=..."
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\VillageDesk"
!define TASK "VillageDesk sync"

Name "$(ProgramName)"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\VillageDesk"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
RequestExecutionLevel user
SetCompressor /SOLID lzma
AllowSkipFiles off
ManifestSupportedOS all
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "Village Desk"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "Village Desk"
VIAddVersionKey /LANG=0 "LegalCopyright" "Apache-2.0"

!define MUI_ICON "villagedesk.ico"
!define MUI_UNICON "villagedesk.ico"
!define MUI_ABORTWARNING
; Asked once: an upgrade and the removal speak as the first setup did.
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "${KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "SetupLanguage"
!define MUI_FINISHPAGE_RUN "$INSTDIR\current\villagedesk.exe"
!insertmacro MUI_PAGE_LICENSE "${FOLDER}\licences\Village Desk.txt"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The first one is what a Windows in any third language gets.
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"
!include "words.nsh"

Function .onInit
  !insertmacro MUI_LANGDLL_DISPLAY
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "$(TooOld)" /SD IDOK
    Abort
  ${EndIf}
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(Only64)" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

; Whether the program is running: a file that is in use cannot be renamed.
!macro RefuseWhileOpen un
Function ${un}RefuseWhileOpen
  again:
  IfFileExists "$INSTDIR\current\villagedesk.exe" 0 closed
  ClearErrors
  FileOpen $0 "$INSTDIR\current\villagedesk.exe" a
  IfErrors 0 free
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IsOpen)" /SD IDCANCEL IDRETRY again
  Abort
  free:
  FileClose $0
  closed:
FunctionEnd
!macroend
!insertmacro RefuseWhileOpen ""
!insertmacro RefuseWhileOpen "un."

; In whatever language they were made. No other file has these names.
!macro RemoveShortcuts
  Delete "$DESKTOP\村服务台.lnk"
  Delete "$DESKTOP\Village Desk.lnk"
  RMDir /r "$SMPROGRAMS\村服务台"
  RMDir /r "$SMPROGRAMS\Village Desk"
!macroend

Section "install"
  Call RefuseWhileOpen
  ; A copy of the data by the version that is there, before anything changes. Without data it has nothing to do.
  IfFileExists "$INSTDIR\current\villagedesk-console.exe" 0 nothing_before
  IfFileExists "$LOCALAPPDATA\villagedesk\desk.db" 0 nothing_before
    DetailPrint "$(TakingCopy)"
    nsExec::ExecToLog '"$INSTDIR\current\villagedesk-console.exe" backup now'
    Pop $0
    ${If} $0 != 0
      MessageBox MB_OKCANCEL|MB_ICONEXCLAMATION "$(NoCopy)" /SD IDOK IDOK nothing_before
      Abort
    ${EndIf}
  nothing_before:

  ; Everything into a folder beside the one in use; only when it is whole it takes that one's place, by two renames.
  ; The name is nobody else's: who types D:\ as the place may have a folder "new" there.
  RMDir /r "$INSTDIR\villagedesk.new"
  SetOutPath "$INSTDIR\villagedesk.new"
  ClearErrors ; a folder that was not there to be removed is no error
  File /r "${FOLDER}\*"
  IfErrors 0 +3
    MessageBox MB_OK|MB_ICONSTOP "$(NotWritten)" /SD IDOK
    Abort
  SetOutPath "$INSTDIR" ; a folder that somebody works in can be neither renamed nor removed
  DetailPrint "$(Testing)"
  nsExec::ExecToLog '"$INSTDIR\villagedesk.new\villagedesk-console.exe" --self-test'
  Pop $0
  ${If} $0 != 0
    RMDir /r "$INSTDIR\villagedesk.new"
    MessageBox MB_OK|MB_ICONSTOP "$(SelfTestFailed)" /SD IDOK
    Abort
  ${EndIf}
  ; The version in use is kept under its name: the page of updates goes back to it by one press. Only one is kept.
  ReadRegStr $1 HKCU "${KEY}" "DisplayVersion"
  ${If} $1 == ""
    StrCpy $1 "0"
  ${EndIf}
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\current\villagedesk.exe"
    RMDir /r "$INSTDIR\kept"
    CreateDirectory "$INSTDIR\kept"
    ClearErrors ; a folder that was not there to be removed is no error
    Rename "$INSTDIR\current" "$INSTDIR\kept\$1"
  ${EndIf}
  Rename "$INSTDIR\villagedesk.new" "$INSTDIR\current"
  ${If} ${Errors}
    ; Windows held a file: what was in use goes on.
    IfFileExists "$INSTDIR\current\villagedesk.exe" +2 0
      Rename "$INSTDIR\kept\$1" "$INSTDIR\current"
    MessageBox MB_OK|MB_ICONSTOP "$(NotWritten)" /SD IDOK
    Abort
  ${EndIf}

  !insertmacro RemoveShortcuts
  CreateDirectory "$SMPROGRAMS\$(ProgramName)"
  CreateShortcut "$SMPROGRAMS\$(ProgramName)\$(ProgramName).lnk" "$INSTDIR\current\villagedesk.exe"
  CreateShortcut "$SMPROGRAMS\$(ProgramName)\$(PracticeName).lnk" "$INSTDIR\current\villagedesk.exe" "practice"
  CreateShortcut "$SMPROGRAMS\$(ProgramName)\$(SupportName).lnk" "$INSTDIR\current\villagedesk.exe" "support --desktop"
  CreateShortcut "$DESKTOP\$(ProgramName).lnk" "$INSTDIR\current\villagedesk.exe"

  ; Every half hour while this user is logged on; without a window, so nothing flashes up.
  nsExec::ExecToLog 'schtasks /Create /F /TN "${TASK}" /SC MINUTE /MO 30 /TR "\"$INSTDIR\current\villagedesk.exe\" sync --once"'
  Pop $0
  ${If} $0 != 0
    DetailPrint "$(NoTask)"
  ${EndIf}

  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${KEY}" "SetupLanguage" $LANGUAGE
  WriteRegStr HKCU "${KEY}" "DisplayName" "$(ProgramName)"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\current\villagedesk.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "Village Desk"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR\current" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
SectionEnd

Function un.onInit
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Section "uninstall"
  Call un.RefuseWhileOpen
  nsExec::ExecToLog 'schtasks /Delete /F /TN "${TASK}"'
  Pop $0
  !insertmacro RemoveShortcuts
  RMDir /r "$INSTDIR\current"
  RMDir /r "$INSTDIR\kept"
  RMDir /r "$INSTDIR\villagedesk.new"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${KEY}"
  ; The data is never touched: it lies elsewhere.
  IfFileExists "$LOCALAPPDATA\villagedesk\desk.db" 0 +2
    MessageBox MB_OK|MB_ICONINFORMATION "$(DataStays)" /SD IDOK
SectionEnd
